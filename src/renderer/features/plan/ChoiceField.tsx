import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';

interface Props<T extends string> {
  id: string;
  label: string;
  value: T;
  choices: readonly { value: T; name: string; text: string }[];
  onChange: (value: T) => void;
}

/** One of a few, each explained by one sentence. */
export function ChoiceField<T extends string>({ id, label, value, choices, onChange }: Props<T>) {
  return (
    <FormControl>
      <FormLabel id={id}>{label}</FormLabel>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <FormControlLabel
            key={choice.value}
            value={choice.value}
            control={<Radio size="small" />}
            sx={{ alignItems: 'flex-start', '& .MuiRadio-root': { pt: 0.5 }, mt: 0.5 }}
            label={
              <Box component="span" sx={{ display: 'block', pt: 0.5 }}>
                {choice.name}
                <Typography variant="body2" color="textSecondary" component="span" sx={{ display: 'block' }}>
                  {choice.text}
                </Typography>
              </Box>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}
